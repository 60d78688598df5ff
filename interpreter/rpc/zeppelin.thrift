/*
 * The two services that an interpreter and a Zeppelin server speak with each other, as they are on
 * the wire from Zeppelin 0.9 to 0.12: field numbers, types and method names are the protocol,
 * every other name is ours. Of the event service only what we call is here.
 *
 * `required` on an argument refuses a message that lacks it, and `= ""` makes a text that is
 * missing (Java's null) an empty one: without either, C code would be handed a NULL. What a real
 * server may leave out has the default; a call makes no sense without the others.
 *
 * `initProcess` is called `init` on the wire: a method of that name would collide with GObject's
 * own functions in the generated C. scripts/thrift_gen puts the wire's name back.
 */
namespace c_glib Wire

exception RpcException {
    1: string errorMessage = ""
}

struct ResultMessage {
    1: string type = ""
    2: string data = ""
}

struct InterpreterContext {
    1: string noteId = ""
    2: string noteName = ""
    3: string paragraphId = ""
    4: string replName = ""
    5: string paragraphTitle = ""
    6: string paragraphText = ""
    7: string authenticationInfo = ""
    8: string config = ""
    9: string gui = ""
    10: string noteGui = ""
    11: map<string, string> localProperties
}

struct InterpreterResult {
    1: string code = ""
    2: list<ResultMessage> msg
    3: string config = ""
    4: string gui = ""
    5: string noteGui = ""
}

struct InterpreterCompletion {
    1: string name = ""
    2: string value = ""
    3: string meta = ""
}

struct ApplicationResult {
    1: bool success
    2: string msg = ""
}

/* We serve it; the server calls. */
service InterpreterService {
    void createInterpreter(1: string intpGroupId = "", 2: required string sessionId,
                           3: string className = "", 4: required map<string, string> properties,
                           5: string userName = "") throws (1: RpcException ex)
    void initProcess(1: required map<string, string> properties) throws (1: RpcException ex)
    void open(1: required string sessionId, 2: string className = "") throws (1: RpcException ex)
    void close(1: required string sessionId, 2: string className = "") throws (1: RpcException ex)
    void reconnect(1: required string host, 2: required i32 port) throws (1: RpcException ex)
    InterpreterResult interpret(1: required string sessionId, 2: string className = "",
                                3: string st = "", 4: required InterpreterContext context)
        throws (1: RpcException ex)
    void cancel(1: required string sessionId, 2: string className = "",
                3: required InterpreterContext context) throws (1: RpcException ex)
    i32 getProgress(1: required string sessionId, 2: string className = "",
                    3: required InterpreterContext context) throws (1: RpcException ex)
    string getFormType(1: required string sessionId, 2: string className = "")
        throws (1: RpcException ex)
    list<InterpreterCompletion> completion(1: required string sessionId, 2: string className = "",
                                           3: string buf = "", 4: i32 cursor = 0,
                                           5: InterpreterContext context)
        throws (1: RpcException ex)
    void shutdown()
    string getStatus(1: required string sessionId, 2: required string jobId)
        throws (1: RpcException ex)
    list<string> resourcePoolGetAll() throws (1: RpcException ex)
    binary resourceGet(1: string sessionId = "", 2: string paragraphId = "",
                       3: string resourceName = "") throws (1: RpcException ex)
    bool resourceRemove(1: string sessionId = "", 2: string paragraphId = "",
                        3: string resourceName = "") throws (1: RpcException ex)
    binary resourceInvokeMethod(1: string sessionId = "", 2: string paragraphId = "",
                                3: string resourceName = "", 4: string invokeMessage = "")
        throws (1: RpcException ex)
    /* The second argument is called a session everywhere; it carries the note. */
    void angularObjectUpdate(1: required string name, 2: string noteId = "",
                             3: string paragraphId = "", 4: string object = "")
        throws (1: RpcException ex)
    void angularObjectAdd(1: required string name, 2: string noteId = "",
                          3: string paragraphId = "", 4: string object = "")
        throws (1: RpcException ex)
    void angularObjectRemove(1: required string name, 2: string noteId = "",
                             3: string paragraphId = "") throws (1: RpcException ex)
    void angularRegistryPush(1: string registry = "") throws (1: RpcException ex)
    ApplicationResult loadApplication(1: string applicationInstanceId = "",
                                      2: string packageInfo = "", 3: string sessionId = "",
                                      4: string paragraphId = "") throws (1: RpcException ex)
    ApplicationResult unloadApplication(1: string applicationInstanceId = "")
        throws (1: RpcException ex)
    ApplicationResult runApplication(1: string applicationInstanceId = "")
        throws (1: RpcException ex)
}

struct RegisterInfo {
    1: string host = ""
    2: i32 port
    3: string interpreterGroupId = ""
}

/* appId is optional so that an unset one stays away: the server tests it for null. */
struct OutputUpdate {
    1: string noteId = ""
    2: string paragraphId = ""
    3: i32 index
    4: string type = ""
    5: string data = ""
    6: optional string appId
}

struct WebUrl {
    1: string interpreterGroupId = ""
    2: string weburl = ""
}

/* The server serves it; we call. */
service EventService {
    void registerInterpreterProcess(1: RegisterInfo registerInfo) throws (1: RpcException ex)
    void unRegisterInterpreterProcess(1: string intpGroupId) throws (1: RpcException ex)
    void updateOutput(1: OutputUpdate event) throws (1: RpcException ex)
    void checkpointOutput(1: string noteId, 2: string paragraphId) throws (1: RpcException ex)
    /* The JSON text: {"name": .., "object": .., "noteId": .., "paragraphId": ..} */
    void addAngularObject(1: string intpGroupId, 2: string json) throws (1: RpcException ex)
    void updateAngularObject(1: string intpGroupId, 2: string json) throws (1: RpcException ex)
    void removeAngularObject(1: string intpGroupId, 2: string noteId, 3: string paragraphId,
                             4: string name) throws (1: RpcException ex)
    void sendWebUrl(1: WebUrl weburlInfo) throws (1: RpcException ex)
    /* A flat map of texts: {"noteId", "paraId", "jobUrl", "label", "tooltip"} */
    void sendParagraphInfo(1: string intpGroupId, 2: string json) throws (1: RpcException ex)
}
