namespace Factory.Domain.Ids;

/// <summary>Creates ids. Injected, so that tests and simulations are repeatable.</summary>
public interface IIdGenerator
{
    /// <summary>A new id of this kind. Ids made later sort later.</summary>
    T New<T>()
        where T : struct, IId<T>;
}
