namespace Factory.Engine.Generator.Models;

/// <summary>A grain class, as text that can be written.</summary>
/// <param name="Arguments">One expression over <c>facets</c> for each constructor parameter.</param>
/// <param name="StatelessWorkers">Null for ordinary grains.</param>
internal sealed record GrainClass(
    string FullName,
    EquatableList<string> Interfaces,
    EquatableList<string> Arguments,
    bool IsReentrant,
    int? StatelessWorkers,
    EquatableList<Problem> Problems);
