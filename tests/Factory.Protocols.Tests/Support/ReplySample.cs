using System.Text;

namespace Factory.Protocols.Tests.Support;

/// <summary>
/// The same reply as each vendor sends it, complete and as a stream: reasoning, text, two parallel tool calls, usage.
/// </summary>
internal static class ReplySample
{
    public static byte[] Complete(ModelApi api) => File.ReadAllBytes(At(api, "json"));

    public static List<(string? Name, string Data)> Stream(ModelApi api) =>
        Sse.Parse(Encoding.UTF8.GetBytes(File.ReadAllText(At(api, "sse")).TrimEnd('\n') + "\n\n"));

    private static string At(ModelApi api, string kind) => Path.Combine(AppContext.BaseDirectory, "Replies", $"{api}.{kind}");
}
