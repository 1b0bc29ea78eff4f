internal import GateModel

/// People and firms of the simulated gate. All are made up of common names.
enum NameCatalogue {
    /// A surname and given names, as the document's zone spells them and as the declaration writes them.
    struct Person: Sendable {
        let surname: String
        let given: String
        let written: String
    }

    static let vietnamese: [Person] = [
        person("NGUYEN", "VAN HUNG", "Nguyễn Văn Hùng"), person("TRAN", "DUC THANG", "Trần Đức Thắng"),
        person("LE", "QUANG MINH", "Lê Quang Minh"), person("PHAM", "VAN TUAN", "Phạm Văn Tuấn"),
        person("HOANG", "VAN DONG", "Hoàng Văn Đông"), person("VI", "VAN TOAN", "Vi Văn Toàn"),
        person("NONG", "VAN BINH", "Nông Văn Bình"), person("LY", "A SINH", "Lý A Sinh"),
        person("BUI", "THANH SON", "Bùi Thanh Sơn"), person("DANG", "VAN LOI", "Đặng Văn Lợi"),
        person("VU", "DINH QUYET", "Vũ Đình Quyết"), person("DO", "TRONG NGHIA", "Đỗ Trọng Nghĩa"),
        person("CHU", "VAN PHUC", "Chu Văn Phúc"), person("TRIEU", "VAN KHANH", "Triệu Văn Khánh"),
    ]
    static let chinese: [Person] = [
        person("WANG", "WEI"), person("LI", "QIANG"), person("ZHANG", "JIANGUO"), person("HUANG", "ZHIMING"),
        person("NONG", "GUOHUA"), person("WEI", "YONGSHENG"), person("LU", "HAITAO"), person("CHEN", "DONG"),
        person("LIANG", "XIAOFENG"), person("MO", "SHAOHUA"), person("QIN", "ZHENNING"), person("TAN", "BINBIN"),
    ]
    static let lao: [Person] = [
        person("PHOMVIHANE", "SOMCHAI"), person("SOUVANNAVONG", "KHAMPHONE"), person("KEOMANY", "BOUNMY"),
        person("VONGSA", "THONGLOUN"),
    ]
    static let cambodian: [Person] = [person("SOK", "DARA"), person("CHEA", "VUTHY"), person("KEO", "SOPHEAP")]

    private static func person(_ surname: String, _ given: String, _ written: String? = nil) -> Person {
        Person(surname: surname, given: given, written: written ?? "\(surname) \(given)")
    }

    static let companies = [
        "Công ty TNHH XNK Đồng Đăng", "Công ty CP Logistics Xứ Lạng", "Công ty TNHH Thương mại Tân Thanh",
        "Công ty CP Nông sản Bắc Sơn", "Công ty TNHH Vận tải Kỳ Cùng", "Công ty TNHH Điện tử Hoa Lư",
        "Công ty CP Dệt may Sông Thương", "Công ty TNHH Hoa quả Chi Lăng", "Công ty TNHH MTV Cao Lộc",
        "Công ty CP Thép Mẫu Sơn", "Công ty TNHH Gỗ Hữu Lũng", "Công ty TNHH Tiếp vận Văn Lãng",
    ]

    static let mekongCompanies = [
        "Công ty TNHH XNK Quan Sơn", "Công ty CP Vận tải Sông Mã", "Công ty TNHH Gỗ Mường Lát",
        "Công ty CP Xi măng Lam Sơn", "Công ty TNHH Nông sản Trường Sơn", "Công ty CP Khoáng sản Hủa Phăn",
        "Công ty TNHH Tiếp vận Đường 9", "Công ty TNHH MTV Hồi Xuân",
    ]

    /// A dozen officers, each of one agency.
    static func officers(of agency: Agency) -> [String] {
        switch agency {
        case .borderGuard: ["Thiếu tá Nguyễn Hữu Phước", "Đại úy Lương Văn Tú", "Trung úy Hà Minh Đức"]
        case .customs: ["Trần Thị Thu Hà", "Phạm Quốc Khánh", "Vũ Hải Yến", "Đinh Công Thành"]
        case .health: ["Bác sĩ Lê Thị Mai"]
        case .animal: ["Hoàng Văn Giáp"]
        case .plant: ["Ngô Thị Hạnh"]
        case .board: ["Lăng Thị Bích", "Nguyễn Đức Cường"]
        }
    }

    /// Owner codes seen on the road to the border (ISO 6346, category U).
    static let containerOwners = ["CSNU", "OOLU", "EGHU", "TEMU", "CAIU", "WHLU", "TGHU", "SITU"]
}
