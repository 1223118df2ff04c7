using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Factory.Architecture.Tests.Names;

/// <summary>
/// The names of test methods: <c>Member_Condition_Outcome</c>, each part beginning with a capital letter.
/// </summary>
internal static class TestNames
{
    private static readonly string[] Runners = ["Fact", "Theory", "Property"];

    /// <summary>
    /// The attributes that make a method a test, without their suffix: those of xUnit and FsCheck, and all that the
    /// files derive from them.
    /// </summary>
    public static IReadOnlySet<string> Attributes(IEnumerable<SourceFile> files)
    {
        var bases = files.SelectMany(f => f.Unit.DescendantNodes().OfType<ClassDeclarationSyntax>())
            .Where(c => c.BaseList is not null)
            .Select(c => (Name: Attribute(c.Identifier.ValueText), Base: Attribute(LastName(c.BaseList!.Types[0].Type))))
            .ToList();
        var found = Runners.ToHashSet(StringComparer.Ordinal);
        while (bases.Where(b => found.Contains(b.Base)).Count(b => found.Add(b.Name)) > 0)
        {
            // Again: a class may derive from one that is declared behind it.
        }

        return found;
    }

    /// <summary>The test methods of a file.</summary>
    public static IEnumerable<MethodDeclarationSyntax> Methods(SourceFile file, IReadOnlySet<string> attributes) =>
        file.Unit.DescendantNodes().OfType<MethodDeclarationSyntax>()
            .Where(m => m.AttributeLists.SelectMany(l => l.Attributes).Any(a => attributes.Contains(Attribute(LastName(a.Name)))));

    /// <summary>Whether a name has enough parts, and each begins with a capital letter.</summary>
    public static bool IsValid(string name, int minParts)
    {
        var parts = name.Split('_');
        return parts.Length >= minParts && parts.All(p => p.Length > 0 && char.IsUpper(p[0]));
    }

    private static string Attribute(string type) =>
        type.EndsWith("Attribute", StringComparison.Ordinal) ? type[..^"Attribute".Length] : type;

    private static string LastName(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax name => name.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax name => name.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => type.ToString(),
    };
}
