using Factory.Domain.Sandbox;

namespace Factory.Sandbox.Tests;

/// <summary>A test that requires bubblewrap; skipped where it is not installed or does not isolate.</summary>
internal sealed class BubblewrapFactAttribute : FactAttribute
{
    private static readonly Lazy<ISandbox> Found = new(() => SandboxProbe.Detect(new SandboxOptions(), TimeProvider.System));

    public BubblewrapFactAttribute()
    {
        if (!Found.Value.IsIsolated)
        {
            Skip = "bubblewrap is not installed or cannot make namespaces here (apt-get install bubblewrap).";
        }
    }
}
