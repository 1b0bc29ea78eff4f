import GateLayout
import TestSupport

extension Repository {
    static let data = DataFolder(root: root)
}
