global using Factory.Contracts.Errors;
global using Factory.Contracts.Ids;
global using Factory.TestKit.Builders;
