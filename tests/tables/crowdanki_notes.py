"""What Brain Brew reads of a CrowdAnki deck in a folder: its note types and its notes, as JSON."""

import json
import sys

from brain_brew.build_tasks.crowd_anki.note_models_all_from_crowd_anki import NoteModelsAllFromCrowdAnki
from brain_brew.build_tasks.crowd_anki.notes_from_crowd_anki import NotesFromCrowdAnki
from brain_brew.configuration.file_manager import FileManager

FileManager()
models = NoteModelsAllFromCrowdAnki.from_repr({"source": sys.argv[1]}).execute()
notes = NotesFromCrowdAnki.from_repr({"part_id": "notes", "source": sys.argv[1]}).execute()
json.dump(
    {
        "note_types": {
            holder.part.name: {
                "fields": [field.name for field in holder.part.fields],
                "templates": [[one.name, one.question_format, one.answer_format] for one in holder.part.templates],
            }
            for holder in models
        },
        "notes": [
            {"guid": note.guid, "note_type": note.note_model, "tags": note.tags, "fields": note.fields}
            for group in notes.part.note_groupings
            for note in group.notes
        ],
    },
    sys.stdout,
)
