namespace Factory.Engine.Generator.Models;

/// <param name="Type">The type with its nullable annotations.</param>
/// <param name="BareType">The type as <c>typeof</c> takes it.</param>
internal sealed record GrainParameter(string Name, string Type, string BareType, bool IsCancellation);
