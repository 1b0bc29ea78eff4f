import GateGrid
import GateModel
import GateText

/// Both sides of the border held against each other: how many the other side takes, and every vehicle of which the two
/// records do not agree.
enum MirrorPage {
    static func draw(_ chosen: MirrorGap.Key?, _ context: ScreenContext, _ canvas: inout Canvas) {
        let words = context.words
        canvas.fill()
        let name = ScreenText(context.state.plan.neighbour.name, limit: 60)
        canvas.box(title: words[.screenMirror] + (name.isEmpty ? "" : " · " + name), Style(.frameFocused))
        let gaps = context.mirrorRows
        let selected = Self.index(of: chosen, in: gaps)
        ListPosition.draw(gaps.isEmpty ? nil : selected, of: gaps.count, &canvas)
        let head = head(context)
        canvas.inside(canvas.bounds.inset()) { pane in
            for (y, span) in head.enumerated() {
                pane.put(span.text, x: 1, y: y, span.style, maxWidth: pane.width - 2)
            }
            let parts = pane.bounds.split(top: min(head.count + 1, max(0, pane.height - 1)))
            pane.inside(parts.rest) { list(gaps, selected, context, &$0) }
        }
    }

    /// When the other side spoke last, its pace, and the day's sums.
    private static func head(_ context: ScreenContext) -> [Canvas.Span] {
        let words = context.words
        let state = context.state
        let overdue = state.overdueAbroad(at: context.now).count
        let abroad: Canvas.Span = (
            words(.mirrorAbroad, words.grouped(state.abroad.count), words.grouped(overdue)),
            overdue > 0 ? .warning : .text
        )
        guard state.hearsNeighbour else { return [(words[.mirrorNoFeed], .dim), abroad] }
        let spoke: Canvas.Span =
            state.neighbourSpokeAt > .epoch
            ? (words(.mirrorSpoke, words.span(context.now - state.neighbourSpokeAt)), .dim)
            : ("○ " + words[.mirrorSilent], .caution)
        let today = state.today
        let sums = words(
            .mirrorToday, words.grouped(Int(today.mirrored)), words.grouped(Int(today.mirrorDiffering)),
            words.grouped(Int(today.mirrorMissing)))
        let over = words(
            .mirrorOver, words.grouped(Int(today.heardOver)), words.grouped(Int(today.sentBack)),
            words.grouped(today.unheardOver))
        return [spoke, pace(context), (sums, .text), (over, .text), abroad]
    }

    private static func pace(_ context: ScreenContext) -> Canvas.Span {
        let words = context.words
        guard let outlook = context.state.acceptance(at: context.now) else { return (words[.mirrorNoPace], .dim) }
        let note = outlook.isStated ? ScreenText(context.state.pace.note, limit: 120) : ""
        return (
            words.outlook(outlook) + (note.isEmpty ? "" : " · " + note), outlook.perHour == 0 ? .warning : .text
        )
    }

    private static func list(_ gaps: [MirrorGap], _ selected: Int, _ context: ScreenContext, _ pane: inout Canvas) {
        let words = context.words
        guard !gaps.isEmpty else {
            let nothing = nothing(context)
            return pane.line(1, nothing.text, nothing.style, .centre)
        }
        let rest = max(4, pane.width - words.plateWidth - 22)
        let columns = [Column(words.plateWidth), Column(6), Column(11, .right), Column(rest)]
        pane.row(
            0, x: 1, columns: columns,
            [Message.mirrorPlate, .mirrorSince, .mirrorAgo, .mirrorWhat].map { (words[$0], .heading) })
        let page = max(1, pane.height - 1)
        let first = max(0, min(selected - page / 2, gaps.count - page))
        for (offset, gap) in gaps.dropFirst(first).prefix(page).enumerated() {
            pane.row(
                1 + offset, x: 1, columns: columns,
                [
                    vehicle(gap, words), (context.clock(gap.since), .dim),
                    (words.span(context.now - gap.since), .dim), detail(gap, words),
                ])
            if first + offset == selected {
                pane.restyle(Rect(x: 0, y: 1 + offset, width: pane.width, height: 1)) { _ in .selection }
            }
        }
    }

    /// Its plate; of one that was named by its container only, that.
    private static func vehicle(_ gap: MirrorGap, _ words: Catalogue) -> Canvas.Span {
        guard gap.tractor.isEmpty, !gap.container.isEmpty else { return words.plateSpan(gap.tractor) }
        return (ScreenText(gap.container), .text)
    }

    /// Two sides of which one has said nothing do not agree.
    private static func nothing(_ context: ScreenContext) -> Canvas.Span {
        context.state.hearsNeighbour && context.state.neighbourSpokeAt > .epoch
            ? ("✓ " + context.words[.mirrorAgrees], .ok) : (context.words[.mirrorNothing], .dim)
    }

    private static func detail(_ gap: MirrorGap, _ words: Catalogue) -> Canvas.Span {
        if gap.kind == .differs {
            return (
                "▲ "
                    + ScreenText.joined(
                        gap.differences.map { words.difference($0, namesSides: false) }, separator: " · "), .caution
            )
        }
        let record = gap.record.isEmpty ? "" : " · " + words(.mirrorRecord, ScreenText(gap.record, limit: 40))
        return (words.name(gap.kind) + record, .text)
    }

    /// The same for a voice: the chosen row.
    static func spoken(_ chosen: MirrorGap.Key?, _ context: ScreenContext) -> [ScreenText] {
        let words = context.words
        let gaps = context.mirrorRows
        guard !gaps.isEmpty else { return [words[.screenMirror], nothing(context).text] }
        let index = index(of: chosen, in: gaps)
        return [
            words[.screenMirror], words(.laneOf, ScreenText("\(index + 1)"), ScreenText("\(gaps.count)")),
            vehicle(gaps[index], words).text, detail(gaps[index], words).text,
        ]
    }

    /// Where the chosen row stands now; the first where it has gone.
    static func index(of chosen: MirrorGap.Key?, in gaps: [MirrorGap]) -> Int {
        gaps.firstIndex { $0.key == chosen } ?? 0
    }
}

extension ScreenContext {
    /// The rows of the mirror page.
    var mirrorRows: [MirrorGap] { state.mirrorGaps(at: now) }
}

/// Keys of the mirror page.
extension ViewState {
    mutating func mirrorKey(_ key: Key, _ chosen: MirrorGap.Key?, _ context: ScreenContext) {
        if key == .character("?") { return push(.help(scroll: 0)) }
        let gaps = context.mirrorRows
        guard !gaps.isEmpty else { return }
        let index = MirrorPage.index(of: chosen, in: gaps)
        let next: Int
        switch key {
        case .up: next = index - 1
        case .down: next = index + 1
        case .pageUp: next = index - 10
        case .pageDown: next = index + 10
        case .home: next = 0
        case .end: next = gaps.count - 1
        case .enter:
            guard let visit = gaps[index].visit else {
                announcement = Announcement(context.words[.mirrorNoDossier], .caution)
                return
            }
            push(.dossier(visit, scroll: 0))
            return
        default: return
        }
        replaceTop(.mirror(chosen: gaps[min(max(0, next), gaps.count - 1)].key))
    }
}
