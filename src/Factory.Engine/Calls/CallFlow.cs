namespace Factory.Engine.Calls;

/// <summary>
/// Tells which call the running code belongs to. Mostly the activation's only running call; where calls interleave that is not enough,
/// and the call travels with the flow of control. (It does not always: an async local costs about 80 bytes a call.)
/// </summary>
internal static class CallFlow
{
    private static readonly AsyncLocal<GrainCall?> Interleaved = new();

    public static GrainCall? Current
    {
        get => Interleaved.Value;
        set => Interleaved.Value = value;
    }
}
