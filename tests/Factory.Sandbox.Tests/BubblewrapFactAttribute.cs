using Factory.Domain.Sandbox;

namespace Factory.Sandbox.Tests;

/// <summary>A test that needs bubblewrap; skipped with a reason where it does not work.</summary>
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
