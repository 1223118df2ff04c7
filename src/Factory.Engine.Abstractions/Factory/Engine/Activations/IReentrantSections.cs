namespace Factory.Engine.Activations;

/// <summary>Where an activation keeps the call chains that may enter it again.</summary>
internal interface IReentrantSections
{
    void Enter(Guid chain);

    void Leave(Guid chain);
}
