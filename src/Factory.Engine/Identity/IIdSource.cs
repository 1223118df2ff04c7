namespace Factory.Engine.Identity;

/// <summary>Makes ids. A simulation gives a seeded one.</summary>
public interface IIdSource
{
    Guid NewId();
}
