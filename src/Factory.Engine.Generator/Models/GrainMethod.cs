namespace Factory.Engine.Generator.Models;

/// <summary>A method of a grain interface.</summary>
/// <param name="DeclaringInterface">The interface that declares it, which may be a base of the proxied one.</param>
/// <param name="ResultType">Null for methods without a result.</param>
/// <param name="Traits">The flags of <c>GrainMethodTraits</c>, as C#.</param>
internal sealed record GrainMethod(
    string DeclaringInterface,
    string Name,
    string ReturnType,
    string? ResultType,
    bool IsValueTask,
    bool IsSequence,
    bool IsOneWay,
    string Traits,
    EquatableList<GrainParameter> Parameters);
