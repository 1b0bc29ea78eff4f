import GateGrid
public import GateText

/// The page of keys in the documentation, made from the table of bindings.
public enum KeysPage {
    public static func markdown(vietnamese: Catalogue, english: Catalogue) -> String {
        var lines = [
            "# Keys", "",
            "Made by `make docs` from the one table of bindings; a test fails when this page is stale.", "",
            "Own keys: `smartgate run --keys FILE`, where FILE is TOML with `[keys]` and lines such as `pass = \"F7\"` or",
            "`letThrough = [\"r\", \"F8\"]`. A key that would mean two things on one screen is refused.", "",
        ]
        func table(_ title: String, _ bindings: [Binding]) {
            lines += ["## \(title)", "", "| key | name | action | hành động | |", "|---|---|---|---|---|"]
            for binding in bindings {
                let keys = binding.keys.map { "`\($0.label)`" }.joined(separator: " ")
                let note = binding.isDangerous ? "asks first: cannot be undone" : ""
                lines.append(
                    "| \(keys) | `\(binding.action.rawValue)` | \(english.name(binding.action)) | \(vietnamese.name(binding.action)) | \(note) |"
                )
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
