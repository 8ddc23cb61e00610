package api

import (
	_ "embed" // openapi.yaml
	"net/http"

	"github.com/gin-gonic/gin"
)

//go:embed openapi.yaml
var openapi []byte

// Document is the OpenAPI 3.1 document of the API, as it is served.
func Document() []byte { return openapi }

// document answers the OpenAPI document: the one thing that needs no token.
func document(c *gin.Context) error {
	c.Header("Cache-Control", "public, max-age=300")
	c.Data(http.StatusOK, "application/yaml; charset=utf-8", openapi)
	return nil
}
