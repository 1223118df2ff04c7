namespace Factory.Engine.Identity;

internal sealed class RandomIdSource : IIdSource
{
    public Guid NewId() => Guid.NewGuid();
}
