internal import GateModel

/// What is usual at the border with one neighbour: whose vehicles come, from where, with what.
struct BorderCatalogue: Sendable {
    /// Series of Vietnamese plates seen there; C and H are lorries and tractors, B is a bus, R a trailer.
    let lorries: [String]
    let buses: [String]
    let trailers: [String]
    /// First digits of a personal number: the province of birth.
    let places: [String]
    let goods: [Goods]
    let companies: [String]
    private let neighbour: Plate.Country
    private let others: [Plate.Country]

    init(facing country: Plate.Country) {
        let neighbour = country == .vietnam ? .china : country
        self.neighbour = neighbour
        others = [.laos, .cambodia, .china].filter { $0 != neighbour }
        switch neighbour {
        case .china, .vietnam:
            // 12 is Lang Son.
            lorries = ["12C", "12H", "29H", "29C", "98C", "15C", "99C", "14C"]
            buses = ["12B", "29B", "98B"]
            trailers = ["12R", "29R", "15R", "15RM", "98R"]
            places = ["020", "004", "024", "001", "022"]
        case .laos:
            // 36 is Thanh Hoa, 37 Nghe An, 74 Quang Tri.
            lorries = ["36C", "36H", "37C", "37H", "38C", "74C", "29H"]
            buses = ["36B", "37B", "29B"]
            trailers = ["36R", "37R", "74R", "36RM"]
            places = ["038", "040", "042", "045", "001"]
        case .cambodia:
            // 70 is Tay Ninh, 81 Gia Lai.
            lorries = ["70C", "70H", "81C", "51C", "61C"]
            buses = ["70B", "51B"]
            trailers = ["70R", "51R", "81R", "51RM"]
            places = ["072", "064", "079", "074"]
        }
        goods = neighbour == .china ? Goods.china : Goods.mekong
        companies = neighbour == .china ? NameCatalogue.companies : NameCatalogue.mekongCompanies
    }

    /// Whose a vehicle is, for a draw of 0..<1: half are the neighbour's, nearly all others Vietnamese (assumed).
    func country(_ draw: Double) -> Plate.Country {
        draw < 0.53 ? neighbour : draw < 0.982 ? .vietnam : draw < 0.992 ? others[0] : others[1]
    }
}
