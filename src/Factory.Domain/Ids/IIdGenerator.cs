namespace Factory.Domain.Ids;

/// <summary>Makes new ids; injected so that a simulation can repeat them.</summary>
public interface IIdGenerator
{
    /// <summary>A new id of this kind. Ids made later sort later.</summary>
    T New<T>()
        where T : struct, IId<T>;
}
