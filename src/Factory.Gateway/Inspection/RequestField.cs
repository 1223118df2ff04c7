using System.Text;

namespace Factory.Gateway.Inspection;

/// <summary>A known field of a request.</summary>
/// <param name="Name">Its name in the API's own case.</param>
/// <param name="Property">What it means for the cost.</param>
/// <param name="Members">The known fields of its object, or of the objects in its list; null where they are not
/// checked.</param>
internal sealed record RequestField(byte[] Name, RequestProperty Property, FieldTable? Members = null)
{
    /// <summary>A field that means something for the cost.</summary>
    public static RequestField Of(string name, RequestProperty property, FieldTable? members = null) =>
        new(Encoding.ASCII.GetBytes(name), property, members);

    /// <summary>A field whose object has known fields only, none of which costs anything.</summary>
    public static RequestField Object(string name, params string[] members) => Object(name, new FieldTable(Plain(members)));

    /// <summary>A field whose object has known fields only.</summary>
    public static RequestField Object(string name, FieldTable members) => Of(name, RequestProperty.Plain, members);

    /// <summary>Fields that do not affect the cost.</summary>
    public static IEnumerable<RequestField> Plain(params string[] names) => All(RequestProperty.Plain, names);

    /// <summary>Fields that mean the same for the cost.</summary>
    public static IEnumerable<RequestField> All(RequestProperty property, params string[] names) =>
        names.Select(name => Of(name, property));
}
