global using Factory.Sandbox;
global using Factory.Contracts.Ids;
