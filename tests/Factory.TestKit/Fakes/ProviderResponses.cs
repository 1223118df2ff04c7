namespace Factory.TestKit.Fakes;

/// <summary>What providers say, in their own protocols: 100 tokens in (40 of them cached), 7 out.</summary>
public static class ProviderResponses
{
    public static string Chat { get; } =
        """{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":7,"total_tokens":107,"prompt_tokens_details":{"cached_tokens":40},"completion_tokens_details":{"reasoning_tokens":3}}}""";

    public static string ChatTool { get; } =
        """{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{\"at\":1}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":100,"completion_tokens":7,"total_tokens":107}}""";

    public static string[] ChatStream { get; } =
    [
        Data("""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"hel"},"finish_reason":null}],"usage":null}"""),
        Data("""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}],"usage":null}"""),
        ChatUsage,
        "data: [DONE]\n\n",
    ];

    /// <summary>The chunk with usage, which is sent only when the request asks for it.</summary>
    public static string ChatUsage =>
        Data("""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":7,"total_tokens":107,"prompt_tokens_details":{"cached_tokens":40}}}""");

    public static string[] ChatToolStream { get; } =
    [
        Data("""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"look","arguments":""}}]},"finish_reason":null}]}"""),
        Data("""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"at\":1}"}}]},"finish_reason":"tool_calls"}]}"""),
        ChatUsage,
        "data: [DONE]\n\n",
    ];

    public static string Embeddings { get; } =
        """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,0.25]}],"model":"m","usage":{"prompt_tokens":100,"total_tokens":100}}""";

    private const string Response =
        """{"id":"resp_1","object":"response","created_at":1,"status":"completed","model":"m","output":[{"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"hello","annotations":[]}]}],"parallel_tool_calls":true,"tools":[],"usage":{"input_tokens":100,"input_tokens_details":{"cached_tokens":40},"output_tokens":7,"output_tokens_details":{"reasoning_tokens":3},"total_tokens":107}}""";

    private const string ToolItem =
        """{"type":"function_call","id":"fc_1","call_id":"call_1","name":"look","arguments":"{\"at\":1}","status":"completed"}""";

    public static string Responses => Response;

    public static string ResponsesTool { get; } =
        $$$"""{"id":"resp_1","object":"response","created_at":1,"status":"completed","model":"m","output":[{{{ToolItem}}}],"parallel_tool_calls":true,"tools":[],"usage":{"input_tokens":100,"input_tokens_details":{"cached_tokens":40},"output_tokens":7,"output_tokens_details":{"reasoning_tokens":3},"total_tokens":107}}""";

    public static string[] ResponsesStream { get; } =
    [
        Named(
            "response.created",
            """{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","object":"response","created_at":1,"status":"in_progress","model":"m","output":[],"usage":null}}"""),
        Named(
            "response.output_item.added",
            """{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"type":"message","id":"msg_1","status":"in_progress","role":"assistant","content":[]}}"""),
        Named(
            "response.output_text.delta",
            """{"type":"response.output_text.delta","sequence_number":2,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"hello"}"""),
        Named("response.completed", $$$"""{"type":"response.completed","sequence_number":3,"response":{{{Response}}}}"""),
    ];

    public static string[] ResponsesToolStream { get; } =
    [
        Named(
            "response.created",
            """{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","object":"response","created_at":1,"status":"in_progress","model":"m","output":[],"usage":null}}"""),
        Named(
            "response.output_item.added",
            """{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"look","arguments":"","status":"in_progress"}}"""),
        Named(
            "response.function_call_arguments.delta",
            """{"type":"response.function_call_arguments.delta","sequence_number":2,"item_id":"fc_1","output_index":0,"delta":"{\"at\":1}"}"""),
        Named(
            "response.function_call_arguments.done",
            """{"type":"response.function_call_arguments.done","sequence_number":3,"item_id":"fc_1","output_index":0,"name":"look","arguments":"{\"at\":1}"}"""),
        Named(
            "response.output_item.done",
            $$$"""{"type":"response.output_item.done","sequence_number":4,"output_index":0,"item":{{{ToolItem}}}}"""),
        Named("response.completed", $$$"""{"type":"response.completed","sequence_number":5,"response":{{{ResponsesTool}}}}"""),
    ];

    public static string Messages { get; } =
        """{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"hello"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":50,"cache_read_input_tokens":40,"cache_creation_input_tokens":10,"output_tokens":7}}""";

    public static string MessagesTool { get; } =
        """{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{"at":1}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":50,"cache_read_input_tokens":40,"cache_creation_input_tokens":10,"output_tokens":7}}""";

    public static string MessageStart { get; } =
        Named(
            "message_start",
            """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":50,"cache_read_input_tokens":40,"cache_creation_input_tokens":10,"output_tokens":1}}}""");

    public static string[] MessagesStream { get; } =
    [
        MessageStart,
        Named("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
        Named("ping", """{"type":"ping"}"""),
        Named("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hello"}}"""),
        Named("content_block_stop", """{"type":"content_block_stop","index":0}"""),
        Named(
            "message_delta",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":7}}"""),
        Named("message_stop", """{"type":"message_stop"}"""),
    ];

    public static string[] MessagesToolStream { get; } =
    [
        MessageStart,
        Named(
            "content_block_start",
            """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"toolu_1","name":"look","input":{}}}"""),
        Named(
            "content_block_delta",
            """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"at\":1}"}}"""),
        Named("content_block_stop", """{"type":"content_block_stop","index":0}"""),
        Named(
            "message_delta",
            """{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":7}}"""),
        Named("message_stop", """{"type":"message_stop"}"""),
    ];

    public static string Generate { get; } =
        """{"candidates":[{"content":{"parts":[{"text":"hello"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":100,"candidatesTokenCount":4,"thoughtsTokenCount":3,"cachedContentTokenCount":40,"totalTokenCount":107},"modelVersion":"m"}""";

    public static string[] GenerateStream { get; } =
    [
        "data: "
            + """{"candidates":[{"content":{"parts":[{"text":"hel"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":100,"candidatesTokenCount":2,"totalTokenCount":102},"modelVersion":"m"}"""
            + "\r\n\r\n",
        "data: "
            + """{"candidates":[{"content":{"parts":[{"text":"lo"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":100,"candidatesTokenCount":4,"thoughtsTokenCount":3,"cachedContentTokenCount":40,"totalTokenCount":107},"modelVersion":"m"}"""
            + "\r\n\r\n",
    ];

    private static string Data(string json) => $"data: {json}\n\n";

    private static string Named(string name, string json) => $"event: {name}\ndata: {json}\n\n";
}
