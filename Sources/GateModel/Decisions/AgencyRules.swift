/// Which agencies must decide on a visit, in the first form: border guard, customs and the management board on
/// every vehicle; quarantine by goods; health for people.
public enum AgencyRules {
    /// The rule's id, recorded as the basis of a declaration.
    public static let id = "agencies-by-goods-1"

    /// By the tables of the day, where the plan has any: one commodity, one responsible unit.
    public static func required(for declaration: Declaration, plan: GatePlan, at time: GateTime) -> AgencySet {
        // A declaration without a code is judged by its class of goods: nothing escapes by being left out.
        let hasCode = declaration.hsCode.utf8.count >= 2 && declaration.hsCode.utf8.allSatisfy { 48...57 ~= $0 }
        guard !plan.unitRules.isEmpty, hasCode else { return required(for: declaration) }
        var agencies = AgencySet(.borderGuard, .customs, .board)
        if declaration.goodsClass == .bus { agencies.formUnion(AgencySet(.health)) }
        let units = plan.units(for: declaration.hsCode, at: time).agencies
        // Nobody could decide for a unit that is not here.
        for agency in units.members where plan.agencyOrder.contains(agency) { agencies.formUnion(AgencySet(agency)) }
        return agencies
    }

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
