using System.Text;

namespace Factory.Protocols.Tests.Support;

/// <summary>The same reply as each vendor sends it, whole and as a stream: thoughts, words, two calls of tools at once, usage.</summary>
internal static class ReplySample
{
    public static byte[] Whole(Protocol protocol) => File.ReadAllBytes(At(protocol, "json"));

    public static List<(string? Name, string Data)> Stream(Protocol protocol) => Sse.Parse(Encoding.UTF8.GetBytes(File.ReadAllText(At(protocol, "sse")).TrimEnd('\n') + "\n\n"));

    private static string At(Protocol protocol, string kind) => Path.Combine(AppContext.BaseDirectory, "Replies", $"{protocol}.{kind}");
}
