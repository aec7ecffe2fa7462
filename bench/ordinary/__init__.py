"""The ordinary way: the same directory, served as the documentation of djangorestframework-gis shows.

A geometry column, a many-to-many of themes, a `ModelViewSet`, a `GeoFeatureModelSerializer`, the
package's own distance filters and pagination. It is a yardstick, reviewed once and then left alone.
"""
