using Factory.Contracts.Metering;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Factory.Silo.Api;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>.</summary>
internal static class FactoryOpenApi
{
    private const string SchemeName = "token";

    public static void AddFactoryOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer(DescribeAsync);
        options.AddSchemaTransformer(DescribeOwnTypesAsync);
    });

    private static Task DescribeAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Agentic Factory",
            Version = SiloInfo.ProgramVersion,
            Description = "Turns ideas into tested, reviewed, deployed products. Errors are problem documents with 'code' and 'hint'.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[SchemeName] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The token in the file 'token' of the data folder.",
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(SchemeName, document)] = [] }];
        return Task.CompletedTask;
    }

    // The schema generator cannot see what a type with a JSON converter of its own is written as.
    private static Task DescribeOwnTypesAsync(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(Usd))
        {
            schema.Type = JsonSchemaType.Number;
            schema.Description = "US dollars.";
        }
        else if (IdKind(type) is { } kind)
        {
            schema.Type = JsonSchemaType.String;
            schema.Pattern = $"^{kind}-[a-z0-9-]+$";
        }

        return Task.CompletedTask;
    }

    private static string? IdKind(Type type) =>
        type.IsValueType && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>))
            ? (string?)type.GetProperty("Kind")?.GetValue(null)
            : null;
}
