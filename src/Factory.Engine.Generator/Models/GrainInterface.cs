namespace Factory.Engine.Generator.Models;

/// <summary>A grain interface, as text that can be written.</summary>
internal sealed record GrainInterface(string FullName, string ProxyName, EquatableList<GrainMethod> Methods, EquatableList<Problem> Problems);
