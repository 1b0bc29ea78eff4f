import GateGrid
public import GateText

/// The page of keys in the documentation, made from the table of bindings.
public enum KeysPage {
    public static func markdown(vietnamese: Catalogue, english: Catalogue) -> String {
        var lines = [
            "# Keys", "",
            "Made by `make docs` from the one table of bindings; a test fails when this page is stale.", "",
        ]
        func table(_ title: String, _ bindings: [Binding]) {
            lines += ["## \(title)", "", "| key | action | hành động | |", "|---|---|---|---|"]
            for binding in bindings {
                let keys = binding.keys.map { "`\($0.label)`" }.joined(separator: " ")
                let note = binding.isDangerous ? "asks first: cannot be undone" : ""
                lines.append(
                    "| \(keys) | \(english.name(binding.action)) | \(vietnamese.name(binding.action)) | \(note) |")
            }
            lines.append("")
        }
        for screen in ScreenID.allCases {
            table(
                english.name("screen", screen.rawValue).text,
                BindingTable.all.filter {
                    if case .screens(let screens) = $0.layer { screens.contains(screen) } else { false }
                })
        }
        table("Replay", BindingTable.all.filter { $0.layer == .replay })
        table("Everywhere", BindingTable.all.filter { $0.layer == .program })
        return lines.joined(separator: "\n")
    }
}
