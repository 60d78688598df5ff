#pragma once
/* Of fake_sessions.h: the answer to every question of what may stand at a cursor. */
EventCandidates *session_complete(Sessions *sessions, const SessionQuestion *question)
{
    EventCandidates *candidates = event_candidates_new();

    note_call(sessions, "complete %s %s %s %zu %s %s", question->session_id, question->note_id,
              question->paragraph_id, question->cursor_bytes,
              question->is_settings ? "settings" : "text", question->text);
    event_candidates_add(candidates, "lower(text)", "lower(", "in small letters");
    event_candidates_add(candidates, "SELECT", "SELECT", "");
    return candidates;
}
