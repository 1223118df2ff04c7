namespace Factory.Engine.Identity;

internal sealed class RandomIdSource : IIdSource
{
#pragma warning disable RS0030 // The one place where ids of the engine come from; a simulation puts another source in its place.
    public Guid NewId() => Guid.NewGuid();
#pragma warning restore RS0030
}
