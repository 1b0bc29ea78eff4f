public import GateGrid
import GateModel
import GateText

/// What a key does to the view. Pure: the same key on the same view and state has the same effects.
extension ViewState {
    public mutating func handle(_ key: Key, _ context: ScreenContext) -> [Effect] {
        announcement = nil
        if lock != nil { return lockedKey(key, context) }
        let before = self
        let effects = overlays.isEmpty ? screenKey(key, context) : overlayKey(key, context)
        // A list that the person has narrowed begins at its first row; one that changed by itself does not.
        if queueFilter != before.queueFilter || queueShowsDeclared != before.queueShowsDeclared,
            queue.chosen(in: context.queueRows(self).map(\.id)) == nil
        {
            queue.selected = nil
        }
        if alarmFilter != before.alarmFilter || alarmsShowClosed != before.alarmsShowClosed,
            alarms.chosen(in: context.alarmRows(self).map(\.id)) == nil
        {
            alarms.selected = nil
        }
        if deviceFilter != before.deviceFilter || devicesTroubledOnly != before.devicesTroubledOnly,
            devices.chosen(in: context.deviceRows(self).map(\.id)) == nil
        {
            devices.selected = nil
        }
        return effects
    }

    mutating func screenKey(_ key: Key, _ context: ScreenContext) -> [Effect] {
        if case .mouse(let mouse) = key { return self.mouseKey(mouse, context) }
        guard let binding = context.bindings.binding(for: key, screen: screen, mode: context.mode) else { return [] }
        return perform(binding.action, context)
    }

    /// Carries out an action, or says why not.
    public mutating func perform(_ action: ActionID, _ context: ScreenContext) -> [Effect] {
        if case .disabled(let why) = context.availability(of: action, self) {
            announcement = Announcement(context.words.name(action) + ": " + why, .caution)
            return []
        }
        switch action {
        case .screenLane: show(.lane)
        case .screenQueue: show(.queue)
        case .screenJoint: showJoint(context)
        case .screenBoard: show(.board)
        case .screenAlarms: show(.alarms)
        case .screenTimes: show(.times)
        case .screenDevices: show(.devices)
        case .shift: push(.shift(scroll: 0))
        case .mirror: push(.mirror(chosen: nil))
        case .lock: push(.input(.init(subject: .lock, text: "")))
        case .complain: push(.input(.init(subject: .complaintCode, text: "")))
        case .reviewComplaint: push(.menu(.init(subject: .complaints, visit: nil, selected: 0)))
        case .help: push(.help(scroll: 0))
        case .palette: push(.palette(text: "", selected: 0))
        case .filter: push(.input(.init(subject: .filter(screen), text: filter(of: screen))))
        case .rawFilter: filterRawLines(context)
        case .rawHold: rawIsHeld.toggle()
        case .rawFull: rawIsFull.toggle()
        case .showTroubled: devicesTroubledOnly.toggle()
        case .close: back(context)
        case .repaint: return [.repaint]
        case .language: language = language.next
        case .theme: nextTheme(context)
        case .clock: showsUTC.toggle()
        case .mouse:
            mouse.toggle()
            announcement = Announcement(context.words[mouse ? .resultMouseOn : .resultMouseOff])
            return [.mouse(mouse)]
        case .dump: return [.dump]
        case .quit: return [.quit]
        case .reloadLayout: return [.reloadLayout]
        case .evidence: return context.focusedVisit(self).map { [.evidence($0.id)] } ?? []
        case .suspend: return [.suspend]
        case .up, .down, .pageUp, .pageDown, .first, .last: moveChoice(action, context)
        case .open: open(context)
        case .openLane:
            lane = context.boardLane(self)
            laneFocus = nil
            screen = .lane
        case .copy: return copy(context)
        case .previousLane: stepLane(-1, context)
        case .nextLane: stepLane(1, context)
        case .goToLane: push(.input(.init(subject: .goToLane, text: "")))
        case .sort:
            let columns = QueueColumn.allCases
            queueSort = columns[((columns.firstIndex(of: queueSort) ?? 0) + 1) % columns.count]
        case .reverse: queueDescending.toggle()
        case .showAll: queueShowsDeclared.toggle()
        case .showClosed: alarmsShowClosed.toggle()
        case .pause: return [.replay(.togglePause)]
        case .slower: return [.replay(.slower)]
        case .faster: return [.replay(.faster)]
        case .stepBack: return [.replay(.step(-1))]
        case .stepForward: return [.replay(.step(1))]
        case .tenBack: return [.replay(.jump(.minutes(-10)))]
        case .tenForward: return [.replay(.jump(.minutes(10)))]
        case .nextAlarm: return [.replay(.nextAlarm)]
        case .previousAlarm: return [.replay(.previousAlarm)]
        case .goToTime: push(.input(.init(subject: .goToTime, text: "")))
        case .mark: return [.replay(.mark)]
        case .goToMark: return [.replay(.goToMark)]
        case .start, .pass, .letThrough, .clearTrouble, .hold, .turnBack, .seize, .trouble, .message, .channel,
            .correct, .acknowledge, .laneStatus, .gateStatus, .openBarrier, .closeBarrier, .passWithCondition, .fail,
            .waive, .refer, .undo, .inspect, .extendClock, .closeTask, .askPaper, .explainWait, .contact:
            return officerAct(action, context)
        }
        return []
    }

    mutating func push(_ overlay: Overlay) {
        if overlays.count < Self.overlayLimit { overlays.append(overlay) }
    }

    private mutating func show(_ next: ScreenID) {
        screen = next
        overlays = []
    }

    /// The vehicle one was looking at comes along, if it is under control.
    private mutating func showJoint(_ context: ScreenContext) {
        if screen != .joint, let focus = context.focusedVisit(self), focus.state.isUnderControl {
            joint.selected = focus.id
        }
        show(.joint)
    }

    /// Esc takes away one thing at a time, never the program.
    private mutating func back(_ context: ScreenContext) {
        if !overlays.isEmpty {
            overlays.removeLast()
        } else if screen == .queue, !queueFilter.isEmpty {
            queueFilter = ""
        } else if screen == .alarms, !alarmFilter.isEmpty {
            alarmFilter = ""
        } else if screen == .devices, rawIsFull {
            rawIsFull = false
        } else if screen == .devices, filtersRawLines(context) {
            rawFilter = ""
        } else if screen == .devices, !deviceFilter.isEmpty {
            deviceFilter = ""
        } else {
            laneFocus = nil
        }
    }

    private mutating func nextTheme(_ context: ScreenContext) {
        let themes = Theme.allCases
        theme = themes[((themes.firstIndex(of: theme) ?? 0) + 1) % themes.count]
        announcement = Announcement(context.words(.resultTheme, context.words.name("theme", "\(theme)")))
    }

    private mutating func stepLane(_ step: Int, _ context: ScreenContext) {
        let lanes = context.state.lanes.map(\.lane.id)
        guard !lanes.isEmpty else { return }
        let index = lanes.firstIndex(of: lane) ?? 0
        lane = lanes[(index + step + lanes.count) % lanes.count]
        laneFocus = nil
    }

    private mutating func moveChoice(_ action: ActionID, _ context: ScreenContext) {
        func step(_ page: Int) -> Int {
            switch action {
            case .up: -1
            case .down: 1
            case .pageUp: -max(1, page - 1)
            case .pageDown: max(1, page - 1)
            case .first: -1_000_000
            default: 1_000_000
            }
        }
        switch screen {
        case .lane:
            let ids = context.laneControl(lane).map(\.id)
            var list = ListView<VisitID>(selected: context.laneFocus(self)?.id)
            list.move(by: step(5), in: ids)
            laneFocus = list.selected
        case .queue: queue.move(by: step(queue.page), in: context.queueRows(self).map(\.id))
        case .joint: joint.move(by: step(joint.page), in: context.jointRows.map(\.id))
        case .alarms: alarms.move(by: step(alarms.page), in: context.alarmRows(self).map(\.id))
        case .devices: devices.move(by: step(devices.page), in: context.deviceRows(self).map(\.id))
        case .times: times.move(by: step(times.page), in: context.timesRows.map(\.visit))
        case .board: boardLane.move(by: step(boardLane.page), in: context.state.lanes.map(\.lane.id))
        }
    }

    private mutating func open(_ context: ScreenContext) {
        if let visit = context.focusedVisit(self) {
            push(.dossier(visit.id, scroll: 0))
        } else {
            announcement = Announcement(context.words[.whyNoVehicle], .caution)
        }
    }

    private mutating func copy(_ context: ScreenContext) -> [Effect] {
        if screen == .devices, let device = context.chosenDevice(self) {
            announcement = Announcement(context.words(.resultCopied, ScreenText(device.source)))
            return [.copy(ScreenText(device.source).text)]
        }
        guard let visit = context.focusedVisit(self) else { return [] }
        let text = [visit.declaration.tractor, visit.declaration.container, visit.declaration.number]
            .filter { !$0.isEmpty }.joined(separator: " ")
        // What is pasted somewhere else is as clean as what is seen here.
        let clean = ScreenText(text)
        announcement = Announcement(context.words(.resultCopied, clean))
        return [.copy(clean.text)]
    }

    // MARK: Officers' acts

    private mutating func officerAct(_ action: ActionID, _ context: ScreenContext) -> [Effect] {
        var act = context.blankAct
        switch action {
        case .acknowledge:
            guard let alarm = context.focusedAlarm(self) else { return [] }
            act.verb = .acknowledge
            act.alarm = alarm.id
            return [.act(act, visit: nil)]
        case .laneStatus:
            let id = screen == .board ? context.boardLane(self) : lane
            guard let status = context.state.lane(id)?.status else { return [] }
            act.verb = .setLane
            act.lane = id
            act.status = status == .open ? .closed : .open
            if act.status == .open { return [.act(act, visit: nil)] }
            push(.confirm(.init(act: act, visit: nil)))
            return []
        case .gateStatus:
            act.verb = .setGate
            act.status = context.state.status == .open ? .suspended : .open
            if context.state.plan.suspensionLaws.isEmpty {
                if act.status == .open { return [.act(act, visit: nil)] }
                push(.confirm(.init(act: act, visit: nil)))
            } else {
                push(.menu(.init(subject: .suspend, visit: nil, selected: 0)))
            }
            return []
        case .closeTask:
            push(.menu(.init(subject: .closeTask, visit: nil, selected: 0)))
            return []
        case .openBarrier:
            push(.menu(.init(subject: .openBarrier, visit: nil, selected: 0)))
            return []
        case .closeBarrier:
            push(.menu(.init(subject: .closeBarrier, visit: nil, selected: 0)))
            return []
        default: break
        }
        guard let visit = context.focusedVisit(self) else {
            if action == .correct { askWhoIsHere(context) }
            return []
        }
        act.declaration = visit.declaration.number
        // Whom one has begun to deal with stays on the screen, whoever comes next.
        if screen == .lane, overlays.isEmpty { laneFocus = visit.id }
        switch action {
        case .start, .pass, .letThrough, .clearTrouble, .undo: act.verb = action.verb ?? act.verb
        case .inspect: return inspect(visit, act, context)
        case .passWithCondition: push(.menu(.init(subject: .passWithCondition, visit: visit.id, selected: 0)))
        case .fail: push(.menu(.init(subject: .fail, visit: visit.id, selected: 0)))
        case .waive: push(.menu(.init(subject: .waive, visit: visit.id, selected: 0)))
        case .refer: push(.menu(.init(subject: .refer, visit: visit.id, selected: 0)))
        case .extendClock: push(.menu(.init(subject: .extendClock, visit: visit.id, selected: 0)))
        case .hold: push(.menu(.init(subject: .hold, visit: visit.id, selected: 0)))
        case .turnBack:
            // Why is known already: one key, and the question.
            if visit.hasTrouble(.noManifest) {
                act.verb = .turnBack
                act.reason = .noManifest
                push(.confirm(.init(act: act, visit: visit.id)))
            } else {
                push(.menu(.init(subject: .turnBack, visit: visit.id, selected: 0)))
            }
        case .contact: push(.menu(.init(subject: .contact(.none), visit: visit.id, selected: 0)))
        case .explainWait: push(.menu(.init(subject: .explainWait, visit: visit.id, selected: 0)))
        case .askPaper: push(.menu(.init(subject: .paper, visit: visit.id, selected: 0)))
        case .seize: push(.menu(.init(subject: .seize, visit: visit.id, selected: 0)))
        case .trouble: push(.menu(.init(subject: .trouble, visit: visit.id, selected: 0)))
        case .message: push(.menu(.init(subject: .message, visit: visit.id, selected: 0)))
        case .channel: push(.menu(.init(subject: .channel, visit: visit.id, selected: 0)))
        case .correct:
            let hasStranger = context.state.lane(lane)?.unknownPlate.isEmpty == false
            if screen == .lane, overlays.isEmpty, hasStranger {
                askWhoIsHere(context)
            } else {
                push(.menu(.init(subject: .correct, visit: visit.id, selected: 0)))
            }
        default: break
        }
        switch action {
        case .start, .pass, .letThrough, .clearTrouble, .undo: return [.act(act, visit: visit.id)]
        default: return []
        }
    }

    /// Opening the doors once more is asked for its reason; the first time needs none.
    private mutating func inspect(_ visit: Visit, _ blank: Act, _ context: ScreenContext) -> [Effect] {
        var act = blank
        act.verb = .inspect
        guard case .failure(.openedAlready) = context.answer(to: act, on: visit.id) else {
            return [.act(act, visit: visit.id)]
        }
        push(.menu(.init(subject: .inspectAgain, visit: visit.id, selected: 0)))
        return []
    }

    // MARK: Mouse

    private mutating func mouseKey(_ mouse: Key.Mouse, _ context: ScreenContext) -> [Effect] {
        switch (mouse.button, mouse.action) {
        case (.wheelUp, .press): return perform(.up, context)
        case (.wheelDown, .press): return perform(.down, context)
        default: return []
        }
    }
}

extension ScreenContext {
    /// An act of the person at this console, about nothing yet.
    var blankAct: Act {
        var act = Act()
        act.officer = person.name
        act.agency = person.agency
        return act
    }

    /// The same about a visit, which it names by its declaration.
    func blankAct(_ verb: Act.Verb, for visit: Visit) -> Act {
        var act = blankAct
        act.verb = verb
        act.declaration = visit.declaration.number
        return act
    }
}
