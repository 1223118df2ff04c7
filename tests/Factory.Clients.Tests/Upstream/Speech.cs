using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Factory.Clients.Tests.Upstream;

/// <summary>
/// How the upstream speaks one API format: it asks for one shell command, submits a result where it can, and then says
/// that it is done.
/// </summary>
internal abstract class Speech
{
    /// <value>What every call of the upstream reports; the input is never from a cache.</value>
    public const int InputTokens = 1000;

    /// <value>What every call of the upstream reports.</value>
    public const int OutputTokens = 50;

    /// <value>What it says at the end.</value>
    public const string Done = "All done.";

    /// <summary>The command that it asks for.</summary>
    public const string Command = "echo built > out.txt";

    /// <summary>What it submits to the factory.</summary>
    public const string Summary = "Write the file";

    private const string SubmitTool = "submit_result";

    /// <summary>The ways in which agents let a model run a command: the tool's name, and its arguments.</summary>
    private static readonly (string Tool, JsonObject Arguments)[] Shells =
    [
        ("Bash", new() { ["command"] = Command, ["description"] = "Write the file" }),
        ("bash", new() { ["command"] = Command }),
        ("exec_command", new() { ["cmd"] = Command }),
        ("shell_command", new() { ["command"] = Command }),
        ("run_shell_command", new() { ["command"] = Command, ["description"] = "Write the file" }),
    ];

    /// <summary>Answers a request, streamed or whole as it asks.</summary>
    public abstract Task AnswerAsync(HttpContext context, JsonElement body, string model, bool streams);

    /// <summary>
    /// What it asks for next: first the command, then, where the agent offers the factory's tools, the submission of the
    /// result; null when it is done.
    /// </summary>
    /// <param name="offered">The tools of the request.</param>
    /// <param name="called">The names of the tools that the conversation has called so far.</param>
    protected static RequestedCall? NextCall(IEnumerable<OfferedTool> offered, IEnumerable<string?> called)
    {
        var (tools, before) = (offered.ToList(), called.OfType<string>().ToList());
        var submit = tools.Find(tool => tool.Name.EndsWith(SubmitTool, StringComparison.Ordinal));
        if (before.Count == 0)
        {
            return Shells.Where(shell => tools.Exists(tool => tool.Name == shell.Tool))
                .Select(shell => new RequestedCall("call_1", new OfferedTool(shell.Tool), (JsonObject)shell.Arguments.DeepClone()))
                .FirstOrDefault();
        }

        return submit is null || before.Exists(name => name.EndsWith(SubmitTool, StringComparison.Ordinal))
            ? null
            : new RequestedCall("call_2", submit, new JsonObject
            {
                ["result"] = new JsonObject { ["summary"] = Summary, ["notes"] = new JsonArray() },
            });
    }

    /// <summary>A list inside a request; empty when it has none.</summary>
    protected static IEnumerable<JsonElement> Items(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : [];

    /// <summary>A text inside a request; null when it has none.</summary>
    protected static string? Text(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;

    /// <summary>A whole answer.</summary>
    protected static Task WholeAsync(HttpContext context, JsonObject reply)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(reply.ToJsonString());
    }

    /// <summary>A streamed answer, event by event; an event's name is left out where the format has none.</summary>
    protected static async Task StreamAsync(HttpContext context, IEnumerable<(string? Name, string Data)> events)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var (name, data) in events)
        {
            await context.Response.WriteAsync((name is null ? "" : $"event: {name}\n") + $"data: {data}\n\n");
            await context.Response.Body.FlushAsync();
        }
    }
}

/// <summary>A tool of a request.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">The namespace that it stands in; null for none.</param>
internal sealed record OfferedTool(string Name, string? Namespace = null);

/// <summary>A call that a response asks for.</summary>
internal sealed record RequestedCall(string Id, OfferedTool Tool, JsonObject Arguments);
