using Factory.TestKit.Grains;

namespace Factory.Dialect.Tests;

/// <summary>A test of what the embedded engine does differently by nature; the other engine's counterpart stands beside it.</summary>
public sealed class EmbeddedFactAttribute : FactAttribute
{
    public EmbeddedFactAttribute(string why) => Skip = TestEngine.IsOrleans ? $"Embedded engine only: {why}" : null;
}

/// <summary>A test of what Orleans does differently by nature.</summary>
public sealed class OrleansFactAttribute : FactAttribute
{
    public OrleansFactAttribute(string why) => Skip = TestEngine.IsOrleans ? null : $"Orleans only: {why}";
}
