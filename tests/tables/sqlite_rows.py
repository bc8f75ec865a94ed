"""What Python's own SQLite finds in a database of deckmill's, before and after edits, as JSON."""

import json
import sqlite3
import sys

db = sqlite3.connect(sys.argv[1])
db.row_factory = sqlite3.Row


def rows(query: str, *values: str) -> list:
    return [dict(row) for row in db.execute(query, values)]


def found(words: str) -> list:
    # As the README has it: both tables have a question.
    query = "SELECT position, cards.question FROM cards JOIN search ON position = search.rowid"
    return sorted(row["position"] for row in rows(query + " WHERE search MATCH ? ORDER BY rank", words))


def check() -> None:
    """Fails where the index is not that of the table."""
    db.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")


said = {
    "integrity": [row[0] for row in db.execute("PRAGMA integrity_check")],
    "foreign": [list(row) for row in db.execute("PRAGMA foreign_key_check")],
    "version": db.execute("PRAGMA user_version").fetchone()[0],
    "free": db.execute("PRAGMA freelist_count").fetchone()[0],
    "cards": rows("SELECT * FROM cards ORDER BY position"),
    "decks": rows("SELECT * FROM decks ORDER BY position"),
    "found": {words: found(words) for words in sys.argv[2:]},
}
check()
db.execute("UPDATE cards SET question = 'What is a zyzzyva?', tags = '[\"weevil\"]' WHERE position = 1")
db.execute("UPDATE cards SET level = 'advanced' WHERE position = 2")
db.execute("DELETE FROM cards WHERE position = 3")
columns = [key for key in said["cards"][0] if key != "position"]
db.execute(f"INSERT INTO cards ({', '.join(columns)}) SELECT {', '.join(columns)} FROM cards WHERE position = 1")
check()
said["edited"] = {words: found(words) for words in ["zyzzyva", "tags: weevil", *sys.argv[2:]]}
said["integrity"] += [row[0] for row in db.execute("PRAGMA integrity_check")]
json.dump(said, sys.stdout)
