namespace Factory.Engine.Activations;

internal enum ActivationStage : byte
{
    New,
    Activating,
    Active,
    Deactivating,
    Dead,
}
