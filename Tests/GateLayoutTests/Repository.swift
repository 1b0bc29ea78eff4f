import Foundation
import GateLayout

/// The repository these tests stand in, found by walking up from this file.
enum Repository {
    static let root: String = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while folder.path.count > 1 {
            if FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
                return folder.path
            }
            folder.deleteLastPathComponent()
        }
        return "."
    }()
    static let data = DataFolder(root: root)
}
