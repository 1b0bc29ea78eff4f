/// Which agencies must decide on a visit, in the first form: border guard, customs and the management board on
/// every vehicle; quarantine by goods; health for people.
public enum AgencyRules {
    /// The rule's id, recorded as the basis of a declaration.
    public static let id = "agencies-by-goods-1"

    public static func required(for declaration: Declaration) -> AgencySet {
        var agencies = AgencySet(.borderGuard, .customs, .board)
        switch declaration.goodsClass {
        case .fruit, .timber: agencies.formUnion(AgencySet(.plant))
        case .animal: agencies.formUnion(AgencySet(.animal))
        case .bus: agencies.formUnion(AgencySet(.health))
        case .general, .empty, .vehicles: break
        }
        return agencies
    }
}
