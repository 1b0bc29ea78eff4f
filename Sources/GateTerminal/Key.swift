/// What a person did at the keyboard or with the mouse. Shift, Alt and Ctrl on arrows and function keys are not told
/// apart: too many terminals keep them to themselves.
public enum Key: Sendable, Hashable {
    /// A letter, digit or sign; one scalar.
    case character(Character)
    /// Ctrl with a lower-case letter or with one of `@ [ \ ] ^ _`.
    case control(Character)
    /// Alt (or Esc shortly before) with a character.
    case alt(Character)
    /// F1...F12.
    case function(Int)
    case up, down, left, right, home, end, pageUp, pageDown, insert, delete
    case backspace, enter, tab, backTab, escape
    /// Text pasted in one go, at most `InputDecoder.pasteLimit` bytes; nothing in it counts as a key.
    case paste(String)
    case mouse(Mouse)

    /// A mouse event, in cells counted from 0.
    public struct Mouse: Sendable, Hashable {
        public enum Button: Sendable, Hashable { case left, middle, right, wheelUp, wheelDown, other }
        public enum Action: Sendable, Hashable { case press, release, drag }
        public var button: Button
        public var action: Action
        public var column: Int
        public var row: Int

        public init(button: Button, action: Action, column: Int, row: Int) {
            self.button = button
            self.action = action
            self.column = column
            self.row = row
        }
    }
}
