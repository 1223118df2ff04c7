using System.Text.Json.Nodes;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests;

/// <summary>Results of tools stand right behind their calls, whatever a client puts in between.</summary>
public sealed class ResultOrderTests
{
    private const string Chat = """
        {"model":"m","messages":[{"role":"user","content":"a"},
         {"role":"assistant","content":null,"tool_calls":[CALL1,CALL2]},{"role":"tool","tool_call_id":"c1","content":"r1"},BETWEEN,
         {"role":"tool","tool_call_id":"c2","content":"r2"}],
         "tools":[{"type":"function","function":{"name":"f"}}]}
        """;

    private const string Responses = """
        {"model":"m","input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"a"}]},
         {"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},
         {"type":"function_call","call_id":"c2","name":"f","arguments":"{}"},
         {"type":"function_call_output","call_id":"c1","output":"r1"},BETWEEN,
         {"type":"function_call_output","call_id":"c2","output":"r2"}],
         "tools":[{"type":"function","name":"f","parameters":{"type":"object","properties":{}}}]}
        """;

    private const string Messages = """
        {"model":"m","max_tokens":2000,"messages":[{"role":"user","content":"a"},
         {"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"f","input":{}},{"type":"tool_use","id":"c2","name":"f","input":{}}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"r1"}]},BETWEEN,
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"c2","content":"r2"}]}],
         "tools":[{"name":"f","input_schema":{"type":"object"}}]}
        """;

    public static TheoryData<ModelApi, string, string> Histories()
    {
        var data = new TheoryData<ModelApi, string, string>();
        foreach (var role in new[] { "system", "user", "assistant" })
        {
            data.Add(ModelApi.OpenAIChat, Chat, $$"""{"role":"{{role}}","content":"be brief"}""");
            data.Add(ModelApi.OpenAIResponses, Responses, $$"""{"role":"{{role.Replace("system", "developer")}}","content":"be brief"}""");
            data.Add(ModelApi.AnthropicMessages, Messages, $$"""{"role":"{{role}}","content":"be brief"}""");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Histories))]
    public void TranslateRequest_WordsBetweenCallAndResult_FollowTheResults(ModelApi client, string history, string between)
    {
        var body = history.Replace("BETWEEN", between, StringComparison.Ordinal).Replace("CALL1", Call("c1")).Replace("CALL2", Call("c2"));

        Kinds(Translate.Request(client, ModelApi.OpenAIChat, body)["messages"]!, OfChat).ShouldStartWith("user call r1 r2 ");
        var claude = Kinds(Translate.Request(client, ModelApi.AnthropicMessages, body)["messages"]!, OfMessages);
        claude.ShouldStartWith("user call r1 r2 ");
        claude.ShouldContain("be brief");
    }

    private static string Call(string id) => $$$"""{"id":"{{{id}}}","type":"function","function":{"name":"f","arguments":"{}"}}""";

    private static string Kinds(JsonNode messages, Func<JsonNode, string> kind) =>
        string.Join(' ', messages.AsArray().Select(message => kind(message!)));

    private static string OfChat(JsonNode message) => message switch
    {
        { } call when call["tool_calls"] is not null => "call" + ((string?)call["content"] is { } text ? $" {text}" : ""),
        { } tool when (string?)tool["role"] == "tool" => (string)tool["content"]!,
        _ => (string?)message["content"] == "a" ? "user" : (string)message["content"]!,
    };

    private static string OfMessages(JsonNode message) =>
        string.Join(' ', message["content"]!.AsArray().Select(block => (string?)block!["type"] switch
    {
        "tool_use" => "call",
        "tool_result" => (string)block["content"]!,
        _ => (string?)block["text"] == "a" ? "user" : (string)block["text"]!,
    })).Replace("call call", "call", StringComparison.Ordinal);
}
