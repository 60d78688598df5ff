SELECT value FROM userevents
