using System.Reflection;

namespace Factory.Engine.Calls;

/// <summary>What the host knows of one method of a grain interface; the generator makes one per method.</summary>
public sealed class GrainMethod(Type interfaceType, string name, Type[] parameterTypes, GrainMethodTraits traits = GrainMethodTraits.None)
{
    private MethodInfo? _interfaceMethod;

    public Type InterfaceType { get; } = interfaceType;

    public string InterfaceName { get; } = interfaceType.FullName ?? interfaceType.Name;

    public string Name { get; } = name;

    public GrainMethodTraits Traits { get; } = traits;

    public bool IsOneWay => (Traits & GrainMethodTraits.OneWay) != 0;

    public bool AlwaysInterleaves => (Traits & GrainMethodTraits.AlwaysInterleave) != 0;

    public bool IsReadOnly => (Traits & GrainMethodTraits.ReadOnly) != 0;

    /// <summary>Found by reflection on first use: only filters ask for it.</summary>
    public MethodInfo InterfaceMethod => _interfaceMethod ??=
        InterfaceType.GetMethod(Name, parameterTypes) ?? throw new MissingMethodException(InterfaceName, Name);

    public override string ToString() => $"{InterfaceType.Name}.{Name}";
}
