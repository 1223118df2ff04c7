using System.Text.Json;
using Factory.Workshop.Tools;

namespace Factory.Workshop.Tests.Tools;

/// <summary>Calls a tool the way a model does.</summary>
internal static class ToolCall
{
    public static Task<ToolResult> With(this ITool tool, object arguments) => tool.RunAsync(Arguments(arguments), CancellationToken.None);

    public static async Task<string> FailsWith(this ITool tool, object arguments) =>
        (await Should.ThrowAsync<ToolFailure>(() => tool.With(arguments))).Message;

    public static ToolArguments Arguments(object arguments) => new(
        JsonSerializer.SerializeToElement(arguments).EnumerateObject().Select(p => KeyValuePair.Create(p.Name, (object?)p.Value)));
}
