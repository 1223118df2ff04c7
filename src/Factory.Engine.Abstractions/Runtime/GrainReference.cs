using Factory.Engine.Calls;

namespace Orleans.Runtime;

/// <summary>A reference to a grain: may be kept, compared and given away; valid for ever, whether or not the grain is active.</summary>
/// <remarks>The generated proxies derive from it through <see cref="GrainProxy"/>.</remarks>
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private protected GrainReference(GrainId grainId) => GrainId = grainId;

    public GrainId GrainId { get; }

    public virtual string InterfaceName => InterfaceType.ToString();

    public GrainInterfaceType InterfaceType => GrainInterfaceType.Create(InterfaceClrType.FullName ?? InterfaceClrType.Name);

    /// <summary>The same grain under another of its interfaces.</summary>
    public virtual TGrainInterface Cast<TGrainInterface>()
        where TGrainInterface : IAddressable => (TGrainInterface)CastTo(typeof(TGrainInterface));

    public bool Equals(GrainReference? other) => other is not null && GrainId == other.GrainId;

    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    public override int GetHashCode() => GrainId.GetHashCode();

    public sealed override string ToString() => $"GrainReference:{GrainId}:{InterfaceName}";

    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) =>
        reference1 is null ? reference2 is null : reference1.Equals(reference2);

    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) => !(reference1 == reference2);

    internal virtual Type InterfaceClrType => typeof(IAddressable);

    internal virtual object CastTo(Type interfaceType) => throw new NotSupportedException("This reference belongs to no host.");
}
