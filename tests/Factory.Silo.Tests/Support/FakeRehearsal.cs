using Factory.Domain.Providers;

namespace Factory.Silo.Tests.Support;

/// <summary>Knows a timer and plays research.</summary>
internal sealed class FakeRehearsal : IRehearsal
{
    public IReadOnlyList<string> Products => ["Timer", "Notebook"];

    public string Fallback => "Notebook";

    public string? Match(string idea) => idea.Contains("timer", StringComparison.OrdinalIgnoreCase) ? "Timer" : null;

    public bool Supports(string kind) => kind == "research";
}
