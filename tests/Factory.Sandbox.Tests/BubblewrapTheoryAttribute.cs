namespace Factory.Sandbox.Tests;

/// <summary>As <see cref="BubblewrapFactAttribute"/>, for a test with rows.</summary>
internal sealed class BubblewrapTheoryAttribute : TheoryAttribute
{
    public BubblewrapTheoryAttribute() => Skip = new BubblewrapFactAttribute().Skip;
}
