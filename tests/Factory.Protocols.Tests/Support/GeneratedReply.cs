using System.Text;
using System.Text.Json.Nodes;
using Factory.Contracts.Models;

namespace Factory.Protocols.Tests.Support;

/// <summary>
/// A conversation's answer, and the events in which each API may send it: cut anywhere, also inside a character, and
/// interleaved as far as the API's indexes allow.
/// </summary>
internal sealed class GeneratedReply
{
    private static readonly string[] Letters = ["a", "B", " ", "é", "😀", "\n", "\"", "\\", "漢", "👩‍💻"];

    private readonly Random _random;

    public GeneratedReply(int seed)
    {
        _random = new Random(seed);
        (Reasoning, Text) = (Words(12, Letters), Words(12, Letters));
        Calls = [.. Enumerable.Range(0, _random.Next(4)).Select(at =>
            ($"call{at}", $"tool_{_random.Next(2)}", $$"""{"p":"{{Words(8, Letters[..5])}}"}"""))];
    }

    public string Reasoning { get; }

    public string Text { get; }

    public List<(string Id, string Name, string Arguments)> Calls { get; }

    /// <summary>What must be read, whatever the events were.</summary>
    public string Expected => Describe(Reasoning, Text, Calls);

    public static string Describe(string reasoning, string text, IEnumerable<(string Id, string Name, string Arguments)> calls) =>
        $"{reasoning}|{text}|" + string.Join(
            '|',
            calls.Select(call => $"{call.Id} {call.Name} {(string?)JsonNode.Parse(call.Arguments)!["p"]}"));

    public IReadOnlyList<string> Events(ModelApi api) => api switch
    {
        ModelApi.OpenAIChat => Chat(),
        ModelApi.AnthropicMessages => Messages(),
        ModelApi.OpenAIResponses => Responses(),
        _ => Gemini(),
    };

    /// <summary>The complete reply, its texts in as many parts as the API allows.</summary>
    public string Whole(ModelApi api)
    {
        // Anthropic's blocks are texts of their own: none ends inside a character. The others' parts are pieces of one.
        var isCutInside = api != ModelApi.AnthropicMessages;
        string Parts(string text, string form) =>
            string.Concat(Split(text, isCutInside).Select(piece => $"{string.Format(null, form, Quote(piece))},"));
        string Called(string form) => string.Join(
            ',',
            Calls.Select(call => string.Format(null, form, Quote(call.Id), Quote(call.Name), Quote(call.Arguments), call.Arguments)));
        string List(params string[] items) => $"[{string.Join(',', items.Select(item => item.Trim(',')).Where(item => item.Length > 0))}]";
        return api switch
        {
            ModelApi.OpenAIChat => $$"""
                {"choices":[{"message":{"reasoning_content":{{Quote(Reasoning)}},
                "content":{{List(Parts(Text, """{{"type":"text","text":{0}}}"""))}},
                "tool_calls":[{{Called("""{{"id":{0},"type":"function","function":{{"name":{1},"arguments":{2}}}}}""")}}]},
                "finish_reason":"stop"}]}
                """,
            ModelApi.AnthropicMessages => $$"""
                {"type":"message","stop_reason":"end_turn","content":{{List(
                    Parts(Reasoning, """{{"type":"thinking","thinking":{0},"signature":""}}"""),
                    Parts(Text, """{{"type":"text","text":{0}}}"""),
                    Called("""{{"type":"tool_use","id":{0},"name":{1},"input":{3}}}"""))}}}
                """,
            ModelApi.OpenAIResponses => $$"""
                {"status":"completed","output":{{List(
                    $$"""{"type":"reasoning","summary":[{"type":"summary_text","text":{{Quote(Reasoning)}}}]}""",
                    $$"""
                    {"type":"message","role":"assistant","content":{{List(Parts(Text, """{{"type":"output_text","text":{0}}}"""))}}}
                    """,
                    Called("""{{"type":"function_call","call_id":{0},"name":{1},"arguments":{2}}}"""))}}}
                """,
            _ => $$"""
                {"candidates":[{"finishReason":"STOP","content":{"parts":{{List(
                    Parts(Reasoning, """{{"text":{0},"thought":true}}"""),
                    Parts(Text, """{{"text":{0}}}"""),
                    Called("""{{"functionCall":{{"id":{0},"name":{1},"args":{3}}}}}"""))}} } }]}
                """,
        };
    }

    private List<string> Chat()
    {
        static string Delta(string delta) => $$$"""{"choices":[{"index":0,"delta":{{{{delta}}}},"finish_reason":null}]}""";
        var oneIndex = _random.Next(2) == 0;
        IEnumerable<string> Call((string Id, string Name, string Arguments) call, int at)
        {
            // With one index for all calls only the id tells whose arguments a piece holds.
            var key = $"\"index\":{(oneIndex ? 0 : at)}";
            var id = $",\"id\":{Quote(call.Id)}";
            var cut = _random.Next(call.Name.Length);
            yield return $$"""{ {{key}}{{id}},"function":{"name":{{Quote(call.Name[..cut])}},"arguments":""} }""";
            yield return $$"""{ {{key}}{{id}},"function":{"name":{{Quote(call.Name[cut..])}},"arguments":""} }""";
            foreach (var piece in Split(call.Arguments))
            {
                var repeated = oneIndex ? id : ",\"id\":\"\",\"type\":\"\"";
                yield return $$"""{ {{key}}{{repeated}},"function":{"arguments":{{Quote(piece)}} } }""";
            }
        }

        // Two calls under one index do not begin at once: a name in pieces could belong to either.
        var calls = Calls.Select((call, at) => Call(call, at).Select(piece => Delta($"\"tool_calls\":[{piece}]"))).ToList();
        return
        [
            .. Interleave([
                Split(Reasoning).Select(piece => Delta($"\"reasoning_content\":{Quote(piece)}")),
                Split(Text).Select(piece => Delta($"\"content\":{Quote(piece)}")),
                .. oneIndex ? [calls.SelectMany(pieces => pieces)] : calls,
            ]),
            """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""",
            "[DONE]",
        ];
    }

    private List<string> Messages()
    {
        IEnumerable<string> Block(int index, string start, string type, string field, string text) =>
        [
            $$"""{"type":"content_block_start","index":{{index}},"content_block":{{start}}}""",
            .. Split(text).Select(piece =>
                $$$"""{"type":"content_block_delta","index":{{{index}}},"delta":{"type":"{{{type}}}","{{{field}}}":{{{Quote(piece)}}}}}"""),
            $$"""{"type":"content_block_stop","index":{{index}}}""",
        ];
        return
        [
            """{"type":"message_start","message":{"usage":{"input_tokens":1}}}""",
            .. Interleave([
                Block(0, """{"type":"thinking","thinking":""}""", "thinking_delta", "thinking", Reasoning),
                Block(1, """{"type":"text","text":""}""", "text_delta", "text", Text),
                .. Calls.Select((call, at) => Block(
                    at + 2,
                    $$"""{"type":"tool_use","id":{{Quote(call.Id)}},"name":{{Quote(call.Name)}},"input":{} }""",
                    "input_json_delta",
                    "partial_json",
                    call.Arguments)),
            ]),
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":1}}""",
            """{"type":"message_stop"}""",
        ];
    }

    private List<string> Responses()
    {
        IEnumerable<string> Item(int index, string type, string fields, string delta, string text, string whole)
        {
            var key = $"\"output_index\":{index},\"item_id\":\"i{index}\"";
            var streams = _random.Next(3) > 0;
            yield return $$"""{"type":"response.output_item.added",{{key}},"item":{"id":"i{{index}}","type":"{{type}}"{{fields}} } }""";
            foreach (var piece in streams ? Split(text) : [])
            {
                yield return $$"""{"type":"response.{{delta}}.delta",{{key}},"delta":{{Quote(piece)}}}""";
            }

            var item = $$"""{"id":"i{{index}}","type":"{{type}}"{{fields}},{{whole}} }""";
            yield return $$"""{"type":"response.output_item.done",{{key}},"item":{{item}}}""";
        }

        return
        [
            .. Interleave([
                Item(0, "reasoning", "", "reasoning_text", Reasoning, $$"""
                    "content":[{"type":"reasoning_text","text":{{Quote(Reasoning)}}}]
                    """),
                Item(1, "message", ",\"role\":\"assistant\"", "output_text", Text, $$"""
                    "content":[{"type":"output_text","text":{{Quote(Text)}}}]
                    """),
                .. Calls.Select((call, at) => Item(
                    at + 2,
                    "function_call",
                    $",\"call_id\":{Quote(call.Id)},\"name\":{Quote(call.Name)}",
                    "function_call_arguments",
                    call.Arguments,
                    $"\"arguments\":{Quote(call.Arguments)}")),
            ]),
            """{"type":"response.completed","response":{"status":"completed","output":[]}}""",
        ];
    }

    private List<string> Gemini()
    {
        var parts = Interleave([
            Split(Reasoning).Select(piece => $$"""{"text":{{Quote(piece)}},"thought":true}"""),
            Split(Text).Select(piece => $$"""{"text":{{Quote(piece)}}}"""),
            Calls.Select(call =>
                $$$"""{"functionCall":{"id":{{{Quote(call.Id)}}},"name":{{{Quote(call.Name)}}},"args":{{{call.Arguments}}}}}"""),
        ]);
        var chunks = new List<string>();
        while (parts.Count > 0)
        {
            var count = Math.Min(_random.Next(1, 4), parts.Count);
            chunks.Add($$$"""{"candidates":[{"content":{"parts":[{{{string.Join(',', parts[..count])}}}]}}]}""");
            parts.RemoveRange(0, count);
        }

        return [.. chunks, """{"candidates":[{"finishReason":"STOP"}]}"""];
    }

    /// <summary>Merges sequences at random; each keeps its order, and they begin one after the other.</summary>
    private List<string> Interleave(IEnumerable<IEnumerable<string>> sequences)
    {
        var waiting = sequences.Select(sequence => new Queue<string>(sequence)).Where(queue => queue.Count > 0).ToList();
        var merged = new List<string>();
        var begun = 0;
        while (waiting.Count > 0)
        {
            var at = _random.Next(Math.Min(begun + 1, waiting.Count));
            begun = Math.Max(begun, at + 1);
            merged.Add(waiting[at].Dequeue());
            if (waiting[at].Count == 0)
            {
                waiting.RemoveAt(at);
                begun--;
            }
        }

        return merged;
    }

    private List<string> Split(string text, bool isCutInside = true)
    {
        var pieces = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(_random.Next(1, 6), text.Length - at);
            length += !isCutInside && char.IsHighSurrogate(text[at + length - 1]) ? 1 : 0;
            pieces.Add(text.Substring(at, length));
            at += length;
        }

        return pieces;
    }

    private string Words(int most, string[] letters) =>
        string.Concat(Enumerable.Range(0, _random.Next(most)).Select(_ => letters[_random.Next(letters.Length)]));

    /// <summary>A JSON string that may hold half of a character, as servers cut by UTF-16 units.</summary>
    private static string Quote(string text) =>
        $"\"{string.Concat(text.Select(unit =>
            unit is >= ' ' and < '\x7f' and not ('"' or '\\') ? unit.ToString() : $"\\u{(int)unit:x4}"))}\"";
}
