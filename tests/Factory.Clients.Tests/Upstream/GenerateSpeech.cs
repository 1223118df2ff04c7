using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Factory.Clients.Tests.Upstream;

/// <summary>Gemini's generateContent.</summary>
internal sealed class GenerateSpeech : Speech
{
    public override Task AnswerAsync(HttpContext context, JsonElement body, string model, bool streams)
    {
        var call = NextCall(
            Items(body, "tools").SelectMany(t => Items(t, "functionDeclarations")).Select(f => new OfferedTool(Text(f, "name")!)),
            Items(body, "contents").SelectMany(c => Items(c, "parts"))
                .Select(p => p.TryGetProperty("functionCall", out var call) ? Text(call, "name") : null));
        var part = call is not null
            ? new JsonObject { ["functionCall"] = new JsonObject { ["name"] = call.Tool.Name, ["args"] = call.Arguments } }
            : new JsonObject { ["text"] = Done };
        var reply = new JsonObject
        {
            ["candidates"] = new JsonArray(new JsonObject
            {
                ["content"] = new JsonObject { ["role"] = "model", ["parts"] = new JsonArray(part) },
                ["finishReason"] = "STOP",
                ["index"] = 0,
            }),
            ["usageMetadata"] = new JsonObject
            {
                ["promptTokenCount"] = InputTokens,
                ["candidatesTokenCount"] = OutputTokens,
                ["totalTokenCount"] = InputTokens + OutputTokens
            },
            ["modelVersion"] = model,
            ["responseId"] = "reply-1",
        };
        return streams ? StreamAsync(context, [(null, reply.ToJsonString())]) : WholeAsync(context, reply);
    }
}
