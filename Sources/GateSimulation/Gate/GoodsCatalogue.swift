internal import GateModel

/// Goods of this border with their Harmonised System codes (edition 2022) and what a loaded vehicle weighs.
struct Goods: Sendable {
    let kind: GoodsClass
    /// Nil for goods that go both ways.
    let direction: Direction?
    let text: String
    let code: String
    /// Naturally radioactive enough to be seen: tiles, granite, fertiliser, cat litter, bananas (domain.md).
    let isRadioactive: Bool
    /// Gross weight of the whole vehicle, in tonnes.
    let tonnes: ClosedRange<Int>

    init(
        _ kind: GoodsClass, _ direction: Direction?, _ text: String, _ code: String, radioactive: Bool = false,
        _ tonnes: ClosedRange<Int>
    ) {
        self.kind = kind
        self.direction = direction
        self.text = text
        self.code = code
        isRadioactive = radioactive
        self.tonnes = tonnes
    }

    /// What goes over the border with China.
    static let china: [Goods] = [
        Goods(.general, .inbound, "Linh kiện điện tử", "854231", 22...32),
        Goods(.general, .inbound, "Vải dệt kim", "600632", 24...36),
        Goods(.general, .inbound, "Máy điều hòa không khí", "841510", 22...34),
        Goods(.general, .inbound, "Tấm pin năng lượng mặt trời", "854143", 26...38),
        Goods(.general, .inbound, "Phụ tùng xe máy", "871410", 24...38),
        Goods(.general, .inbound, "Hạt nhựa polypropylen", "390210", 34...46),
        Goods(.general, .inbound, "Thép cuộn cán nguội", "720917", 36...47),
        Goods(.general, .inbound, "Đồ chơi bằng nhựa", "950300", 20...28),
        Goods(.general, .inbound, "Bàn phím, chuột máy tính", "847160", 20...30),
        Goods(.general, .inbound, "Gạch ốp lát ceramic", "690721", radioactive: true, 36...47),
        Goods(.general, .inbound, "Đá granit xẻ tấm", "680223", radioactive: true, 36...47),
        Goods(.general, .inbound, "Phân bón kali clorua", "310420", radioactive: true, 36...46),
        Goods(.general, .inbound, "Cát vệ sinh cho mèo (bentonit)", "250810", radioactive: true, 30...44),
        Goods(.general, .outbound, "Tinh bột sắn", "110814", 32...46),
        Goods(.general, .outbound, "Hạt điều nhân", "080132", 26...38),
        Goods(.general, .outbound, "Giày thể thao", "640411", 20...30),
        Goods(.general, .outbound, "Mủ cao su tự nhiên", "400122", 32...45),
        Goods(.general, .outbound, "Bảng mạch in", "853400", 20...30),
        Goods(.general, .outbound, "Sứ vệ sinh", "691010", radioactive: true, 28...40),
        Goods(.fruit, .inbound, "Táo tươi", "080810", 28...42),
        Goods(.fruit, .inbound, "Lê tươi", "080830", 28...42),
        Goods(.fruit, .inbound, "Nho tươi", "080610", 26...38),
        Goods(.fruit, .outbound, "Sầu riêng tươi", "081060", 26...40),
        Goods(.fruit, .outbound, "Thanh long tươi", "081090", 28...42),
        Goods(.fruit, .outbound, "Mít tươi", "081090", 28...42),
        Goods(.fruit, .outbound, "Dưa hấu tươi", "080711", 32...46),
        Goods(.fruit, .outbound, "Vải thiều tươi", "081090", 26...38),
        Goods(.fruit, .outbound, "Chuối tươi", "080390", radioactive: true, 28...42),
        Goods(.vehicles, .inbound, "Xe ô tô tải nguyên chiếc", "870422", 12...24),
        Goods(.vehicles, .inbound, "Xe ô tô con nguyên chiếc (xe chở)", "870323", 24...34),
        Goods(.vehicles, .outbound, "Khung gầm ô tô", "870600", 14...24),
        Goods(.timber, .inbound, "Ván ép", "441233", 30...44),
        Goods(.timber, .outbound, "Gỗ keo xẻ", "440799", 32...46),
        Goods(.timber, .outbound, "Ván bóc", "440890", 28...42),
        Goods(.animal, .inbound, "Cá tầm đông lạnh", "030389", 26...40),
        Goods(.animal, .outbound, "Tôm hùm sống", "030631", 20...32),
        Goods(.animal, .outbound, "Cá tra phi lê đông lạnh", "030462", 28...42),
        Goods(.empty, nil, "", "", 13...18),
        Goods(.bus, nil, "Hành khách", "", 13...18),
    ]

    /// What goes over the borders with Laos and Cambodia.
    static let mekong: [Goods] = [
        Goods(.general, .inbound, "Tinh bột sắn", "110814", 32...46),
        Goods(.general, .inbound, "Mủ cao su tự nhiên", "400122", 32...45),
        Goods(.general, .inbound, "Phân bón kali clorua", "310420", radioactive: true, 36...46),
        Goods(.general, .inbound, "Thạch cao", "252010", 36...47),
        Goods(.general, .inbound, "Than đá", "270112", 36...47),
        Goods(.general, .outbound, "Xi măng", "252329", 36...47),
        Goods(.general, .outbound, "Thép thanh xây dựng", "721420", 34...47),
        Goods(.general, .outbound, "Gạch ốp lát ceramic", "690721", radioactive: true, 36...47),
        Goods(.general, .outbound, "Thức ăn chăn nuôi", "230990", 28...42),
        Goods(.general, .outbound, "Đồ chơi bằng nhựa", "950300", 20...28),
        Goods(.fruit, .inbound, "Chuối tươi", "080390", radioactive: true, 28...42),
        Goods(.fruit, .inbound, "Dưa hấu tươi", "080711", 32...46),
        Goods(.fruit, .outbound, "Táo tươi", "080810", 28...42),
        Goods(.vehicles, .inbound, "Xe ô tô tải nguyên chiếc", "870422", 12...24),
        Goods(.vehicles, .outbound, "Xe máy nguyên chiếc", "871120", 18...26),
        Goods(.timber, .inbound, "Gỗ xẻ", "440799", 32...46),
        Goods(.timber, .outbound, "Ván ép", "441233", 30...44),
        Goods(.animal, .inbound, "Trâu, bò sống", "010229", 22...34),
        Goods(.animal, .outbound, "Cá biển đông lạnh", "030389", 26...40),
        Goods(.empty, nil, "", "", 13...18),
        Goods(.bus, nil, "Hành khách", "", 13...18),
    ]
}
