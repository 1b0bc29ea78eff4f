import Foundation

/// The repository the tests stand in.
public enum Repository {
    /// Its folder, found by walking up from this file.
    public static let root: String = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while folder.path.count > 1 {
            if FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
                return folder.path
            }
            folder.deleteLastPathComponent()
        }
        return "."
    }()

    /// Real recordings that live beside the checkout on some machines: the folder `SMARTGATE_SAMPLES` names, for a
    /// worktree lies outside the checkout, or `shared/samples` here or above; nil where there is none.
    public static let samples: String? = {
        let files = FileManager.default
        if let named = ProcessInfo.processInfo.environment["SMARTGATE_SAMPLES"] {
            return files.fileExists(atPath: named) ? named : nil
        }
        var folder = URL(filePath: root)
        while folder.path.count > 1 {
            let candidate = folder.appending(path: "shared/samples").path
            if files.fileExists(atPath: candidate) { return candidate }
            folder.deleteLastPathComponent()
        }
        return nil
    }()
}
