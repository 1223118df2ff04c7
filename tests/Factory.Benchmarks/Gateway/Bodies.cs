using System.Text;

namespace Factory.Benchmarks.Gateway;

/// <summary>What the load generator asks.</summary>
internal static class Bodies
{
    private const int LargeBytes = 200 * 1024;

    /// <summary>A short question.</summary>
    public static byte[] Small { get; } = Of("Say twenty words.", "");

    /// <summary>The same, streamed.</summary>
    public static byte[] Streaming { get; } = Of("Say twenty words.", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}");

    /// <summary>What an agent sends late in its work: 200 KB of history.</summary>
    public static byte[] Large { get; } = Of(string.Concat(Enumerable.Repeat("some of the history of this work; ", LargeBytes / 34)), "");

    /// <summary>A stream that stays open.</summary>
    public static byte[] Held { get; } = Of("Wait.", ",\"stream\":true,\"user\":\"hold\"");

    private static byte[] Of(string text, string rest) => Encoding.ASCII.GetBytes(
        $$"""{"model":"gpt-5-mini","max_completion_tokens":1024,"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"{{text}}"}]{{rest}}}""");
}
