using System.Text.RegularExpressions;

namespace Factory.Domain.Runners;

/// <summary>
/// The placeholders of a runner's file, written <c>${name}</c>. Not <c>{name}</c>: arguments and files are often JSON or
/// TOML.
/// </summary>
public static partial class RunnerPlaceholders
{
    /// <value>The task, where the CLI takes it as an argument.</value>
    public const string Prompt = "prompt";

    /// <value>The id of the session to go on with.</value>
    public const string Session = "session";

    /// <value>Full path of the attempt's home.</value>
    public const string Home = "home";

    /// <value>The model's name at its provider: <c>gpt-5-mini</c>.</value>
    public const string Model = "model";

    /// <value>The model's provider: <c>openai</c>.</value>
    public const string Provider = "provider";

    /// <value>Base URL of the model gateway, without a version.</value>
    public const string Gateway = "gateway";

    /// <value>URL of the attempt's MCP server, which has the factory's tools.</value>
    public const string Mcp = "mcp";

    /// <value>URL of the same tools as plain JSON, for CLIs that speak no MCP.</value>
    public const string Tools = "tools";

    /// <value>The attempt's virtual key, for the gateway and for the MCP server.</value>
    public const string Key = "key";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Prompt, Session, Home, Model, Provider, Gateway, Mcp, Tools, Key];

    // What is only known where the attempt can reach the factory.
    private static readonly string[] Connection = [Gateway, Mcp, Tools, Key];

    /// <summary>The first placeholder of a text that does not exist; null when there is none.</summary>
    public static string? FindUnknown(string text) =>
        Pattern().Matches(text).Select(m => m.Groups[1].Value).FirstOrDefault(name => !All.Contains(name));

    /// <summary>True when one of the texts contains the placeholder.</summary>
    public static bool IsUsed(string name, IEnumerable<string> texts) =>
        texts.Any(t => Pattern().Matches(t).Any(m => m.Groups[1].Value == name));

    /// <summary>True when one of the texts needs a connection to the factory.</summary>
    internal static bool IsAnyUsed(IReadOnlyList<string> texts) => Connection.Any(name => IsUsed(name, texts));

    /// <summary>Replaces the placeholders of a text in one pass: values are never searched for placeholders.</summary>
    /// <param name="text">The text.</param>
    /// <param name="values">The values, by name.</param>
    /// <exception cref="KeyNotFoundException">A placeholder has no value.</exception>
    public static string Expand(string text, IReadOnlyDictionary<string, string> values) =>
        Pattern().Replace(text, m => values[m.Groups[1].Value]);

    [GeneratedRegex(@"\$\{([^{}]*)\}")]
    private static partial Regex Pattern();
}
