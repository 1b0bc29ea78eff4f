/// The tables of an SQLite journal, and the numbers that mark one.
enum JournalSchema {
    /// "SGJL", in the file's header at byte 68.
    static let applicationID: Int32 = 0x5347_4A4C
    /// In the file's header at byte 60. Raised with every change that an older smartgate could not read; older formats
    /// are read. Format 1 had two indexes more, which SQLite keeps up by itself.
    static let format: Int32 = 2

    /// Columns that a replay needs come first and the body last: SQLite walks a row from the left.
    ///
    /// No index beside the rows: see ``JournalPast``. The triggers stop a slip of the hand; whoever removes them, or
    /// writes a row in by hand, is found by the chain.
    static let sql = """
        CREATE TABLE journal (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            gate TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            created INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE event (
            seq INTEGER PRIMARY KEY,
            recorded_at INTEGER NOT NULL,
            occurred_at INTEGER NOT NULL,
            actor_kind TEXT NOT NULL,
            agency TEXT,
            actor TEXT NOT NULL,
            kind TEXT NOT NULL,
            ver INTEGER,
            feed INTEGER NOT NULL,
            stream TEXT NOT NULL,
            event_id TEXT NOT NULL,
            cause TEXT NOT NULL,
            hash BLOB NOT NULL,
            body TEXT NOT NULL
        ) STRICT;
        CREATE TRIGGER event_insert BEFORE INSERT ON event
            WHEN NEW.seq IS NOT (SELECT ifnull(max(seq), 0) + 1 FROM event)
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
        CREATE TRIGGER event_update BEFORE UPDATE ON event
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
        CREATE TRIGGER event_delete BEFORE DELETE ON event
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
        CREATE TRIGGER journal_insert BEFORE INSERT ON journal WHEN EXISTS (SELECT 1 FROM journal)
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
        CREATE TRIGGER journal_update BEFORE UPDATE ON journal
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
        CREATE TRIGGER journal_delete BEFORE DELETE ON journal
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
        """

    /// What stops a slip of the hand. Gone, they say that somebody wanted to write.
    static let triggers = [
        "event_delete", "event_insert", "event_update", "journal_delete", "journal_insert", "journal_update",
    ]
}
